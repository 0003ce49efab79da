package io.ringdown.security;

import java.util.Optional;

/**
 * The door-keeper of everything but the webhook: tells by a bearer token who it is. Thread-safe.
 */
public final class CallerVerifier {
  private final AdminTokens adminTokens;
  private final AccessTokenVerifier accessTokens;

  public CallerVerifier(AdminTokens adminTokens, AccessTokenVerifier accessTokens) {
    this.adminTokens = adminTokens;
    this.accessTokens = accessTokens;
  }

  /**
   * Who holds the token, or nothing when it is not good, for whatever reason.
   *
   * @param bearerToken what follows {@code Bearer} and its space
   */
  public Optional<Caller> identify(String bearerToken) {
    if (bearerToken.length() > AccessTokenVerifier.MAX_LENGTH) {
      return Optional.empty();
    }
    // Admin first: that is one hash and nearly never a query, and a configured token may have dots.
    return adminTokens
        .verify(bearerToken)
        .<Caller>map(admin -> admin)
        .or(() -> accessTokens.verify(bearerToken));
  }
}
