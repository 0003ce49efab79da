package io.ringdown.provider.fcm;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialType;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How credentials for FCM are written down: one member {@code service_account}, the JSON object as
 * Google's console gives it. Google may add members to it, so unknown ones inside are let through
 * and not kept. Stateless and thread-safe.
 *
 * @see <a href="https://docs.cloud.google.com/iam/docs/keys-create-delete">Google Cloud: service
 *     account keys</a>
 */
public final class FcmCredentialFormat implements CredentialFormat {
  /** {@code fcm}. */
  public static final CredentialType TYPE = new CredentialType("fcm");

  static final String SERVICE_ACCOUNT = "service_account";
  static final String PROJECT_ID = "project_id";
  static final String CLIENT_EMAIL = "client_email";
  static final String TOKEN_URI = "token_uri";
  static final String PRIVATE_KEY = "private_key";
  static final String PRIVATE_KEY_ID = "private_key_id";

  private static final int MAX_TEXT = 512;
  private static final int MAX_KEY = 16 * 1024;
  private static final Pattern PROJECT = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  @Override
  public CredentialType type() {
    return TYPE;
  }

  @Override
  public CredentialContent read(Map<String, Object> members) throws InvalidCredentialException {
    for (String name : members.keySet()) {
      if (!name.equals(SERVICE_ACCOUNT)) {
        throw new InvalidCredentialException(pointer(name), "is not known here");
      }
    }
    if (!(members.get(SERVICE_ACCOUNT) instanceof Map<?, ?> account)) {
      throw new InvalidCredentialException(
          "/" + SERVICE_ACCOUNT, "must be the JSON object that Google gives, as an object");
    }
    if (!SERVICE_ACCOUNT.equals(account.get("type"))) {
      throw invalid("type", "must be service_account");
    }
    String project = text(account, PROJECT_ID, MAX_TEXT);
    if (!PROJECT.matcher(project).matches()) {
      throw invalid(PROJECT_ID, "must be 1 to 64 lower-case letters, digits and hyphens");
    }
    String email = printable(account, CLIENT_EMAIL);
    if (email.indexOf('@') < 1) {
      throw invalid(CLIENT_EMAIL, "must be an e-mail address");
    }
    Secret keyId = new Secret(printable(account, PRIVATE_KEY_ID));
    Secret key = new Secret(text(account, PRIVATE_KEY, MAX_KEY));
    if (RsaPem.parse(key.reveal()).isEmpty()) {
      throw invalid(PRIVATE_KEY, "must be a PEM (PKCS #8) RSA key of at least 2048 bits");
    }
    String tokenUri = tokenUri(account);
    Map<String, Object> shown =
        Map.of(
            PROJECT_ID, project,
            CLIENT_EMAIL, email,
            PRIVATE_KEY_ID, keyId.hint(),
            // the last characters of a PEM text are the same for every key
            PRIVATE_KEY, "…",
            TOKEN_URI, tokenUri);
    return new CredentialContent(
        Map.of(SERVICE_ACCOUNT, shown), Map.of(PRIVATE_KEY, key, PRIVATE_KEY_ID, keyId));
  }

  private static String tokenUri(Map<?, ?> account) throws InvalidCredentialException {
    String text = printable(account, TOKEN_URI);
    try {
      URI uri = new URI(text);
      boolean plain =
          uri.getUserInfo() == null && uri.getFragment() == null && uri.getHost() != null;
      boolean safe =
          "https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
      if (plain && safe) {
        return text;
      }
    } catch (URISyntaxException notAnAddress) {
      throw invalidTokenUri();
    }
    throw invalidTokenUri();
  }

  private static String printable(Map<?, ?> account, String member)
      throws InvalidCredentialException {
    String text = text(account, member, MAX_TEXT);
    if (!PRINTABLE.matcher(text).matches()) {
      throw invalid(member, "must be printable ASCII without blanks");
    }
    return text;
  }

  private static String text(Map<?, ?> account, String member, int max)
      throws InvalidCredentialException {
    @Nullable Object value = account.get(member);
    if (value instanceof String text && !text.isBlank() && text.length() <= max) {
      return text;
    }
    throw invalid(member, "must be a text of 1 to " + max + " characters");
  }

  private static InvalidCredentialException invalidTokenUri() {
    return invalid(TOKEN_URI, "must be an https URL; http is for loopback hosts only");
  }

  private static InvalidCredentialException invalid(String member, String detail) {
    return new InvalidCredentialException("/" + SERVICE_ACCOUNT + "/" + member, detail);
  }

  private static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
