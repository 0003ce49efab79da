package io.ringdown.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import io.ringdown.account.AccountStore;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * The judge of Twilio access tokens, the very ones that an app hands to Twilio's Voice SDK.
 * Thread-safe.
 *
 * <p>The signature is the last thing it looks at, so garbage costs no query; and an unknown key
 * costs as much as a known one.
 *
 * @see <a href="https://www.twilio.com/docs/iam/access-tokens">Twilio: access tokens</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725: JWT best current practices</a>
 */
public final class AccessTokenVerifier {
  /** The most characters of a token that is read at all. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final System.Logger LOG = System.getLogger(AccessTokenVerifier.class.getName());
  private static final String CONTENT_TYPE = "twilio-fpa;v=1";
  private static final int LEAST_KEY_BYTES = 32;
  private static final Secret NOBODYS_SECRET = new Secret("\0".repeat(LEAST_KEY_BYTES));

  private final AccountStore accounts;
  private final InstantSource clock;

  public AccessTokenVerifier(AccountStore accounts, InstantSource clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  /** The app that holds the token; nothing when the token is not good, for whatever reason. */
  public Optional<Caller.App> verify(String token) {
    try {
      return Optional.of(judge(token));
    } catch (RefusedTokenException e) {
      LOG.log(System.Logger.Level.DEBUG, "RD-1006 access token refused: {0}", e.cause());
      return Optional.empty();
    }
  }

  private Caller.App judge(String token) throws RefusedTokenException {
    if (token.length() > MAX_LENGTH) {
      throw new RefusedTokenException("too long");
    }
    JWSObject jws = parse(token);
    if (!JWSAlgorithm.HS256.equals(jws.getHeader().getAlgorithm())) {
      throw new RefusedTokenException("algorithm");
    }
    if (!CONTENT_TYPE.equals(jws.getHeader().getContentType())) {
      throw new RefusedTokenException("content type");
    }
    AccessTokenClaims claims = AccessTokenClaims.read(jws.getPayload().toBytes());
    claims.checkTime(clock.instant());
    Optional<Secret> secret =
        accounts
            .find(claims.account())
            .flatMap(account -> account.apiKey(claims.apiKeySid()))
            .map(ApiKey::secret)
            .filter(known -> !known.reveal().isEmpty());
    boolean signed = isSigned(jws, secret.orElse(NOBODYS_SECRET));
    if (secret.isEmpty()) {
      throw new RefusedTokenException("unknown account or API key");
    }
    if (!signed) {
      throw new RefusedTokenException("signature");
    }
    return new Caller.App(claims.account(), claims.identity(), claims.expiresAt());
  }

  private static JWSObject parse(String token) throws RefusedTokenException {
    try {
      return JWSObject.parse(token);
    } catch (ParseException | RuntimeException e) {
      throw new RefusedTokenException("not a signed JWT");
    }
  }

  private static boolean isSigned(JWSObject jws, Secret secret) throws RefusedTokenException {
    byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
    try {
      // HMAC fills a short key up with zeros by itself; the library only wants to see them.
      var verifier = new MACVerifier(Arrays.copyOf(key, Math.max(key.length, LEAST_KEY_BYTES)));
      return jws.verify(verifier);
    } catch (JOSEException e) {
      throw new RefusedTokenException("signature");
    }
  }
}
