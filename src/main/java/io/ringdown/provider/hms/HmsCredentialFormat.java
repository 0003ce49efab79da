package io.ringdown.provider.hms;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialType;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.Secret;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How credentials for Huawei are written down: the app and its OAuth client secret. Stateless and
 * thread-safe.
 *
 * @see <a
 *     href="https://developer.huawei.com/consumer/en/doc/HMSCore-Guides/oauth2-0000001212610981">
 *     Huawei: OAuth 2.0 client credentials</a>
 */
public final class HmsCredentialFormat implements CredentialFormat {
  /** {@code hms}. */
  public static final CredentialType TYPE = new CredentialType("hms");

  static final String APP_ID = "app_id";
  static final String APP_SECRET = "app_secret";

  private static final Set<String> MEMBERS = Set.of(APP_ID, APP_SECRET);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,512}");

  @Override
  public CredentialType type() {
    return TYPE;
  }

  @Override
  public CredentialContent read(Map<String, Object> members) throws InvalidCredentialException {
    for (var name : members.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw new InvalidCredentialException(
            "/" + name.replace("~", "~0").replace("/", "~1"), "is not known here");
      }
    }
    if (!(members.get(APP_ID) instanceof String id) || !ID.matcher(id).matches()) {
      throw new InvalidCredentialException(
          "/" + APP_ID, "must be 1 to 64 letters, digits, hyphens and underscores");
    }
    if (!(members.get(APP_SECRET) instanceof String secret) || !SECRET.matcher(secret).matches()) {
      throw new InvalidCredentialException(
          "/" + APP_SECRET, "must be 1 to 512 characters of printable ASCII without blanks");
    }
    var kept = new Secret(secret);
    return new CredentialContent(
        Map.of(APP_ID, id, APP_SECRET, kept.hint()), Map.of(APP_SECRET, kept));
  }
}
