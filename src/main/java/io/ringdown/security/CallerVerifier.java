package io.ringdown.security;

import io.ringdown.security.limit.KnownTokens;
import io.ringdown.security.oidc.OidcVerifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The door-keeper of everything but the webhook: tells by a bearer token who it is. Thread-safe.
 */
public final class CallerVerifier {
  private final AdminTokens adminTokens;
  private final AccessTokenVerifier accessTokens;
  private final @Nullable OidcVerifier issuer;
  private final KnownTokens known;

  /** A door-keeper who knows no issuer of the company's. */
  public CallerVerifier(AdminTokens adminTokens, AccessTokenVerifier accessTokens) {
    this(adminTokens, accessTokens, null, new KnownTokens());
  }

  /**
   * @param issuer judges the company's tokens; null where it has none
   * @param known is told of every token that is good
   */
  public CallerVerifier(
      AdminTokens adminTokens,
      AccessTokenVerifier accessTokens,
      @Nullable OidcVerifier issuer,
      KnownTokens known) {
    this.adminTokens = adminTokens;
    this.accessTokens = accessTokens;
    this.issuer = issuer;
    this.known = known;
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
    Optional<Caller> caller =
        adminTokens
            .verify(bearerToken)
            .<Caller>map(admin -> admin)
            .or(() -> accessTokens.verify(bearerToken))
            .or(() -> ofIssuer(bearerToken));
    caller.ifPresent(good -> known.remember(bearerToken));
    return caller;
  }

  /** No token is good for both: Twilio's are HS256, and the issuer's never. */
  private Optional<Caller> ofIssuer(String bearerToken) {
    return issuer == null ? Optional.empty() : issuer.verify(bearerToken).map(admin -> admin);
  }
}
