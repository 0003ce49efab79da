package io.ringdown.security;

import java.security.Principal;

/** A caller in the form in which the containers hand it on. */
public record CallerPrincipal(Caller caller) implements Principal {
  @Override
  public String getName() {
    return caller instanceof Caller.App app ? app.identity().value() : "admin";
  }
}
