package io.ringdown.provider.http;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialType;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How credentials for signed HTTP are written down: one secret, made when it is left out.
 * Thread-safe.
 */
public final class HttpCredentialFormat implements CredentialFormat {
  /** {@code http}. */
  public static final CredentialType TYPE = new CredentialType("http");

  static final String SECRET = "secret";

  private final RandomGenerator random;

  /**
   * @param random cannot be guessed
   */
  public HttpCredentialFormat(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public CredentialType type() {
    return TYPE;
  }

  @Override
  public Map<String, Object> made(Map<String, Object> members, Optional<CredentialContent> before) {
    return members.containsKey(SECRET) || before.isPresent()
        ? Map.of()
        : Map.of(SECRET, WebhookSecret.make(random));
  }

  @Override
  public CredentialContent read(Map<String, Object> members, Optional<CredentialContent> before)
      throws InvalidCredentialException {
    var kept = before.map(content -> content.secrets().get(SECRET));
    if (members.isEmpty() && kept.isPresent()) {
      return content(kept.get());
    }
    return read(members);
  }

  @Override
  public CredentialContent read(Map<String, Object> members) throws InvalidCredentialException {
    for (var name : members.keySet()) {
      if (!name.equals(SECRET)) {
        throw new InvalidCredentialException(
            "/" + name.replace("~", "~0").replace("/", "~1"), "is not known here");
      }
    }
    if (!(members.get(SECRET) instanceof String text) || WebhookSecret.parse(text).isEmpty()) {
      throw new InvalidCredentialException(
          "/" + SECRET, "must be whsec_ and the base64 of 24 to 64 bytes");
    }
    return content(new Secret(text));
  }

  private static CredentialContent content(Secret secret) {
    return new CredentialContent(Map.of(SECRET, secret.hint()), Map.of(SECRET, secret));
  }
}
