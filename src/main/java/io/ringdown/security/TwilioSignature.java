package io.ringdown.security;

import io.ringdown.account.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The judge of {@code X-Twilio-Signature}, as lenient as Twilio's own libraries and no more.
 * Thread-safe.
 *
 * <p>Its work does not depend on the secrets, on which of them fits, or on whether there are any: a
 * sender cannot tell by the time which accounts we know.
 *
 * @see <a href="https://www.twilio.com/docs/usage/webhooks/webhooks-security">Twilio: webhooks
 *     security</a>
 */
public final class TwilioSignature {
  private static final String HMAC = "HmacSHA1";
  private static final String BODY_HASH = "bodySHA256=";

  /** A primary and a secondary: as many as most accounts ever have. */
  private static final int USUAL_TOKENS = 2;

  private final byte[] nobodysToken = new byte[32];

  public TwilioSignature() {
    new SecureRandom().nextBytes(nobodysToken);
  }

  /**
   * Judges a request with a JSON body.
   *
   * @param authTokens those of the account; none means that the account is unknown, which takes as
   *     long and is never valid
   * @param url as Twilio requested it, raw
   * @param body as it came
   * @param header the signature, or null when there is none
   * @param requireBodyHash whether a URL without {@code bodySHA256} is refused
   */
  public SignatureVerdict verifyJson(
      Collection<Secret> authTokens,
      String url,
      byte[] body,
      @Nullable String header,
      boolean requireBodyHash) {
    if (header == null || header.isEmpty()) {
      return SignatureVerdict.MISSING;
    }
    SignatureVerdict verdict = verify(authTokens, url, "", header);
    boolean bodyFits = bodyFits(url, body, requireBodyHash);
    return verdict == SignatureVerdict.VALID && !bodyFits ? SignatureVerdict.BODY_ALTERED : verdict;
  }

  /**
   * Judges a request with form parameters.
   *
   * @param authTokens as for JSON
   * @param url as Twilio requested it, raw
   * @param parameters those of the body, decoded, without those of the query
   * @param header the signature, or null when there is none
   */
  public SignatureVerdict verifyForm(
      Collection<Secret> authTokens,
      String url,
      Map<String, List<String>> parameters,
      @Nullable String header) {
    if (header == null || header.isEmpty()) {
      return SignatureVerdict.MISSING;
    }
    var signed = new StringBuilder();
    new TreeMap<>(parameters)
        .forEach(
            (name, values) ->
                new TreeSet<>(values).forEach(value -> signed.append(name).append(value)));
    return verify(authTokens, url, signed.toString(), header);
  }

  private SignatureVerdict verify(
      Collection<Secret> authTokens, String url, String parameters, String header) {
    byte[] given = header.getBytes(StandardCharsets.UTF_8);
    boolean fits = false;
    for (byte[] token : padded(authTokens)) {
      for (String way : SignedUrls.of(url)) {
        byte[] signature = sign(token, way + parameters);
        fits |= MessageDigest.isEqual(signature, given) && token != nobodysToken;
      }
    }
    if (authTokens.isEmpty()) {
      return SignatureVerdict.UNKNOWN_ACCOUNT;
    }
    return fits ? SignatureVerdict.VALID : SignatureVerdict.WRONG_URL_OR_TOKEN;
  }

  /** The tokens, made up to the usual number; an empty one would let anybody sign. */
  private List<byte[]> padded(Collection<Secret> authTokens) {
    List<byte[]> tokens = new ArrayList<>();
    for (Secret token : authTokens) {
      byte[] bytes = token.reveal().getBytes(StandardCharsets.UTF_8);
      tokens.add(bytes.length == 0 ? nobodysToken : bytes);
    }
    while (tokens.size() < USUAL_TOKENS) {
      tokens.add(nobodysToken);
    }
    return tokens;
  }

  private static byte[] sign(byte[] token, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(token, HMAC));
      return Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private static boolean bodyFits(String url, byte[] body, boolean requireBodyHash) {
    byte[] actual = HexFormat.of().formatHex(Hashes.sha256(body)).getBytes(StandardCharsets.UTF_8);
    String claimed = bodyHash(url);
    return claimed == null
        ? !requireBodyHash
        : MessageDigest.isEqual(
            actual, claimed.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }

  /** The first {@code bodySHA256} of the query, as it stands there. */
  private static @Nullable String bodyHash(String url) {
    int query = url.indexOf('?');
    if (query < 0) {
      return null;
    }
    for (String parameter : url.substring(query + 1).split("&", -1)) {
      if (parameter.startsWith(BODY_HASH)) {
        return parameter.substring(BODY_HASH.length());
      }
    }
    return null;
  }
}
