package io.ringdown.provider.apns;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialType;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How credentials for APNs are written down: the app, the team and its signing key, and what an
 * alert says. Stateless and thread-safe.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns">
 *     Apple: establishing a token-based connection to APNs</a>
 */
public final class ApnsCredentialFormat implements CredentialFormat {
  /** {@code apns}, for both channels. */
  public static final CredentialType TYPE = new CredentialType("apns");

  static final String BUNDLE_ID = "bundle_id";
  static final String TEAM_ID = "team_id";
  static final String KEY_ID = "key_id";
  static final String PRIVATE_KEY = "private_key";
  static final String ALERT = "alert";
  static final Set<String> ALERT_MEMBERS = Set.of("title", "body", "sound");

  private static final Set<String> MEMBERS = Set.of(BUNDLE_ID, TEAM_ID, KEY_ID, PRIVATE_KEY, ALERT);
  private static final Pattern BUNDLE = Pattern.compile("[A-Za-z0-9.-]{1,155}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");
  private static final int LONGEST_KEY = 4096;
  private static final int LONGEST_TEXT = 512;
  private static final String VOIP = ".voip";

  @Override
  public CredentialType type() {
    return TYPE;
  }

  @Override
  public CredentialContent read(Map<String, Object> members) throws InvalidCredentialException {
    requireKnown("", members.keySet(), MEMBERS);
    var bundle = matching(members, BUNDLE_ID, BUNDLE, "must be the app's bundle id");
    if (bundle.endsWith(VOIP)) {
      throw new InvalidCredentialException(
          "/" + BUNDLE_ID, "must be the bundle id without .voip, which is added where it belongs");
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put(BUNDLE_ID, bundle);
    shown.put(TEAM_ID, matching(members, TEAM_ID, ID, "must be letters and digits"));
    shown.put(KEY_ID, matching(members, KEY_ID, ID, "must be letters and digits"));
    // the last characters of a PEM text are the same for every key
    shown.put(PRIVATE_KEY, "…");
    var key = text(members.get(PRIVATE_KEY), "/" + PRIVATE_KEY, LONGEST_KEY);
    if (EcPem.parse(key).isEmpty()) {
      throw new InvalidCredentialException(
          "/" + PRIVATE_KEY, "must be the .p8 file's text: a PEM (PKCS #8) key of curve P-256");
    }
    alert(members).ifPresent(alert -> shown.put(ALERT, alert));
    return new CredentialContent(shown, Map.of(PRIVATE_KEY, new Secret(key)));
  }

  private static Optional<Map<String, Object>> alert(Map<String, Object> members)
      throws InvalidCredentialException {
    @Nullable Object value = members.get(ALERT);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Map<?, ?> given)) {
      throw new InvalidCredentialException("/" + ALERT, "must be an object");
    }
    Map<String, Object> alert = new LinkedHashMap<>();
    for (var entry : given.entrySet()) {
      var name = String.valueOf(entry.getKey());
      requireKnown("/" + ALERT, Set.of(name), ALERT_MEMBERS);
      alert.put(name, text(entry.getValue(), "/" + ALERT + "/" + name, LONGEST_TEXT));
    }
    return Optional.of(alert);
  }

  private static void requireKnown(String at, Set<String> names, Set<String> known)
      throws InvalidCredentialException {
    for (var name : names) {
      if (!known.contains(name)) {
        throw new InvalidCredentialException(
            at + "/" + name.replace("~", "~0").replace("/", "~1"), "is not known here");
      }
    }
  }

  private static String matching(
      Map<String, Object> members, String name, Pattern pattern, String wrong)
      throws InvalidCredentialException {
    if (members.get(name) instanceof String text && pattern.matcher(text).matches()) {
      return text;
    }
    throw new InvalidCredentialException("/" + name, wrong);
  }

  private static String text(@Nullable Object value, String pointer, int longest)
      throws InvalidCredentialException {
    if (value instanceof String text && !text.isBlank() && text.length() <= longest) {
      return text;
    }
    throw new InvalidCredentialException(
        pointer, "must be a text of 1 to " + longest + " characters");
  }
}
