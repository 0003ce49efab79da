package io.ringdown.binding;

import io.ringdown.call.Identity;
import java.util.Objects;

/**
 * Who changes a binding, as its history tells it: {@code admin:<token name>}, {@code
 * app:<identity>}, {@code provider:<channel>}, or {@code ringdown} itself.
 *
 * @param name never a secret
 */
public record Actor(String name) {
  /** Ringdown itself, which ends what is old, too much or double. */
  public static final Actor RINGDOWN = new Actor("ringdown");

  public Actor {
    Objects.requireNonNull(name, "name");
  }

  /** An administrator, by the name of the token. */
  public static Actor admin(String token) {
    return new Actor("admin:" + token);
  }

  /** An app, which acts for the identity of its access token. */
  public static Actor app(Identity identity) {
    return new Actor("app:" + identity.value());
  }

  /** A provider, which said something about an address. */
  public static Actor provider(Channel channel) {
    return new Actor("provider:" + channel.name());
  }

  @Override
  public String toString() {
    return name;
  }
}
