package io.ringdown.registration;

import io.ringdown.binding.Actor;
import io.ringdown.security.Caller;
import io.ringdown.security.Scope;

/** Callers as the history of bindings tells of them. */
final class Actors {
  private Actors() {}

  static Actor of(Scope scope) {
    return scope.caller() instanceof Caller.Admin admin
        ? Actor.admin(admin.name())
        : Actor.app(scope.identity().orElseThrow());
  }
}
