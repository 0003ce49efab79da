package io.ringdown.binding;

import io.ringdown.account.audit.Actor;
import io.ringdown.call.Identity;
import java.util.Objects;

/**
 * Who changes a binding, as its history tells it: {@code admin:<token name>}, {@code
 * app:<identity>}, {@code provider:<channel>}, or {@code ringdown} itself.
 *
 * @param name never a secret
 */
public record ChangedBy(String name) {
  /** Ringdown itself, which ends what is old, too much or double. */
  public static final ChangedBy RINGDOWN = new ChangedBy("ringdown");

  public ChangedBy {
    Objects.requireNonNull(name, "name");
  }

  /** Who called. */
  public static ChangedBy of(Actor actor) {
    return actor.kind() == Actor.Kind.APP
        ? app(new Identity(actor.id()))
        : new ChangedBy("admin:" + actor.shown());
  }

  /** An app, which acts for the identity of its access token. */
  public static ChangedBy app(Identity identity) {
    return new ChangedBy("app:" + identity.value());
  }

  /** A provider, which said something about an address. */
  public static ChangedBy provider(Channel channel) {
    return new ChangedBy("provider:" + channel.name());
  }

  @Override
  public String toString() {
    return name;
  }
}
