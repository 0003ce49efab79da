package io.ringdown.security.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.audit.Actor;
import io.ringdown.config.OidcSettings;
import io.ringdown.security.Caller;
import io.ringdown.security.RefusedTokenException;
import java.lang.System.Logger.Level;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The judge of tokens that the company's issuer made, in the manner of MicroProfile JWT: RS256 or
 * ES256, of that issuer, for our audience, not expired, and of a group that is an admin's. What can
 * be refused without a key is, so that garbage asks nobody for keys. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725: JWT best current practices</a>
 */
public final class OidcVerifier {
  private static final System.Logger LOG = System.getLogger(OidcVerifier.class.getName());
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private final OidcSettings settings;
  private final IssuerKeys keys;
  private final InstantSource clock;

  /**
   * @param clock tells which tokens are good now
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public OidcVerifier(
      OidcSettings settings,
      IssuerDocuments documents,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.keys = new IssuerKeys(settings.issuer(), settings.jwksUrl(), documents, nanoTime);
    this.clock = clock;
  }

  /** The administrator who holds the token; nothing when it is not good, for whatever reason. */
  public Optional<Caller.Admin> verify(String token) {
    try {
      return Optional.of(judge(token));
    } catch (RefusedTokenException e) {
      LOG.log(Level.DEBUG, "RD-1030 a token of the issuer was refused: {0}", e.cause());
      return Optional.empty();
    }
  }

  private Caller.Admin judge(String token) throws RefusedTokenException {
    JWSObject jws = parse(token);
    if (!ALGORITHMS.contains(jws.getHeader().getAlgorithm())) {
      throw new RefusedTokenException("algorithm");
    }
    OidcClaims claims = OidcClaims.read(jws.getPayload().toBytes());
    claims.check(settings, clock.instant());
    if (!isSigned(jws)) {
      throw new RefusedTokenException("signature");
    }
    Actor actor = new Actor(Actor.Kind.OIDC, claims.subject(), claims.name());
    return new Caller.Admin(actor, scope(claims));
  }

  private AdminScope scope(OidcClaims claims) throws RefusedTokenException {
    if (claims.has(settings.adminClaim(), settings.adminValue())) {
      return AdminScope.ALL;
    }
    String readOnly = settings.readOnlyValue();
    if (readOnly != null && claims.has(settings.adminClaim(), readOnly)) {
      return new AdminScope(Optional.empty(), true);
    }
    throw new RefusedTokenException("not of a group that is an admin's");
  }

  private boolean isSigned(JWSObject jws) {
    for (JWK key : keys.find(jws.getHeader())) {
      try {
        if (jws.verify(verifier(key))) {
          return true;
        }
      } catch (JOSEException e) {
        LOG.log(Level.DEBUG, "a key of the issuer does not fit");
      }
    }
    return false;
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    if (key instanceof RSAKey rsa) {
      return new RSASSAVerifier(rsa);
    }
    if (key instanceof ECKey ec) {
      return new ECDSAVerifier(ec);
    }
    throw new JOSEException("neither RSA nor EC");
  }

  private static JWSObject parse(String token) throws RefusedTokenException {
    try {
      return JWSObject.parse(token);
    } catch (ParseException | RuntimeException e) {
      throw new RefusedTokenException("not a signed JWT");
    }
  }
}
