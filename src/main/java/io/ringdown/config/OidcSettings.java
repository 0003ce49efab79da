package io.ringdown.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The company's issuer of tokens, whose bearers may be admins.
 *
 * @param issuer exactly as its tokens say
 * @param audience which of its tokens are meant for us
 * @param jwksUrl where its keys are; null to ask its discovery document
 * @param adminClaim the claim that names groups or roles; dots lead into objects
 * @param adminValue what that claim has for one who may do everything
 * @param readOnlyValue what it has for one who may look at everything; null for nobody
 */
public record OidcSettings(
    String issuer,
    String audience,
    @Nullable URI jwksUrl,
    String adminClaim,
    String adminValue,
    @Nullable String readOnlyValue) {
  private static final String ISSUER = "ringdown.oidc.issuer";
  private static final String AUDIENCE = "ringdown.oidc.audience";
  private static final String[] OTHERS = {
    "ringdown.oidc.jwks-url",
    "ringdown.oidc.admin-claim",
    "ringdown.oidc.admin-value",
    "ringdown.oidc.read-only-value"
  };
  private static final Pattern WORD = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,256}");

  static @Nullable OidcSettings read(SettingsReader reader) {
    Optional<String> issuer = reader.value(ISSUER, text -> url(text).toString());
    Optional<String> audience = reader.value(AUDIENCE, OidcSettings::word);
    Optional<URI> jwksUrl = reader.value(OTHERS[0], OidcSettings::url);
    Function<String, String> word = OidcSettings::word;
    String claim = reader.value(OTHERS[1], word).orElse("groups");
    String admin = reader.value(OTHERS[2], word).orElse("ringdown-admin");
    Optional<String> readOnly = reader.value(OTHERS[3], word);
    if (reader.isGiven(ISSUER) && !reader.isGiven(AUDIENCE)) {
      reader.problem(AUDIENCE, "is needed: whose tokens are not meant for us must not pass");
    }
    if (!reader.isGiven(ISSUER)) {
      if (reader.isGiven(AUDIENCE)) {
        reader.problem(AUDIENCE, "is of no use without " + ISSUER);
      }
      for (String other : OTHERS) {
        if (reader.isGiven(other)) {
          reader.problem(other, "is of no use without " + ISSUER);
        }
      }
    }
    return issuer
        .flatMap(
            text ->
                audience.map(
                    meant ->
                        new OidcSettings(
                            text,
                            meant,
                            jwksUrl.orElse(null),
                            claim,
                            admin,
                            readOnly.orElse(null))))
        .orElse(null);
  }

  private static String word(String text) {
    if (!WORD.matcher(text).matches()) {
      throw new IllegalArgumentException("must be 1 to 256 characters, none a control character");
    }
    return text;
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if ("https".equals(url.getScheme())
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null
          && url.getRawQuery() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL", e);
    }
    throw new IllegalArgumentException("must be an https URL without query or fragment");
  }
}
