package io.ringdown.provider.webpush;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialType;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How credentials for Web Push are written down: whom push services may write to, and a pair of
 * VAPID keys, made when both are left out. Whoever replaces a credential and leaves them out keeps
 * those that it has: browsers are subscribed to them. Stateless and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8292">RFC 8292</a>
 */
public final class WebPushCredentialFormat implements CredentialFormat {
  /** {@code web-push}. */
  public static final CredentialType TYPE = new CredentialType("web-push");

  static final String SUBJECT = "subject";
  static final String PUBLIC_KEY = "public_key";
  static final String PRIVATE_KEY = "private_key";

  private static final Set<String> MEMBERS = Set.of(SUBJECT, PUBLIC_KEY, PRIVATE_KEY);
  private static final Pattern MAIL = Pattern.compile("mailto:[!-~&&[^<>\",@]]+@[!-~&&[^<>\",@]]+");
  private static final int LONGEST_SUBJECT = 256;

  @Override
  public CredentialType type() {
    return TYPE;
  }

  @Override
  public CredentialContent read(Map<String, Object> members) throws InvalidCredentialException {
    return read(members, Optional.empty());
  }

  @Override
  public CredentialContent read(Map<String, Object> members, Optional<CredentialContent> before)
      throws InvalidCredentialException {
    for (var name : members.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw new InvalidCredentialException(
            "/" + name.replace("~", "~0").replace("/", "~1"), "is not known here");
      }
    }
    if (!(members.get(SUBJECT) instanceof String subject) || !isReachable(subject)) {
      throw new InvalidCredentialException(
          "/" + SUBJECT, "must be mailto: with an address, or a URL of https");
    }
    if (!members.containsKey(PUBLIC_KEY) && !members.containsKey(PRIVATE_KEY)) {
      var kept = before.map(content -> content.secrets().get(PRIVATE_KEY));
      if (before.isPresent() && kept.isPresent()) {
        return content(subject, String.valueOf(before.get().shown().get(PUBLIC_KEY)), kept.get());
      }
      var made = VapidKeys.make();
      return content(subject, made.publicText(), new Secret(made.privateText()));
    }
    var given = keys(members);
    return content(subject, given.publicText(), new Secret(given.privateText()));
  }

  private static VapidKeys keys(Map<String, Object> members) throws InvalidCredentialException {
    for (var name : Set.of(PUBLIC_KEY, PRIVATE_KEY)) {
      if (!members.containsKey(name)) {
        throw new InvalidCredentialException(
            "/" + name, "is required with the other key; or leave out both");
      }
    }
    var publicKey =
        Optional.of(String.valueOf(members.get(PUBLIC_KEY)))
            .flatMap(P256::bytes)
            .flatMap(P256::publicKey);
    if (publicKey.isEmpty()) {
      throw new InvalidCredentialException(
          "/" + PUBLIC_KEY, "must be the base64url of an uncompressed point of curve P-256");
    }
    var privateKey =
        Optional.of(String.valueOf(members.get(PRIVATE_KEY)))
            .flatMap(P256::bytes)
            .flatMap(P256::privateKey);
    if (privateKey.isEmpty()) {
      throw new InvalidCredentialException(
          "/" + PRIVATE_KEY, "must be the base64url of the 32 bytes of a private key of P-256");
    }
    if (!P256.isPair(publicKey.get(), privateKey.get())) {
      throw new InvalidCredentialException(
          "/" + PRIVATE_KEY, "must be the private key of public_key");
    }
    return new VapidKeys(publicKey.get(), privateKey.get());
  }

  private static boolean isReachable(String subject) {
    if (subject.length() > LONGEST_SUBJECT) {
      return false;
    }
    if (MAIL.matcher(subject).matches()) {
      return true;
    }
    try {
      var uri = new URI(subject);
      return "https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static CredentialContent content(String subject, String publicKey, Secret privateKey) {
    return new CredentialContent(
        Map.of(SUBJECT, subject, PUBLIC_KEY, publicKey, PRIVATE_KEY, privateKey.hint()),
        Map.of(PRIVATE_KEY, privateKey));
  }
}
