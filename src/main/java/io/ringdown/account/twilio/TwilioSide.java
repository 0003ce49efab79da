package io.ringdown.account.twilio;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Twilio has configured for an account. Immutable.
 *
 * @param ours the configuration with our name, if there is one
 * @param standard the account's default, which may be ours, another one, or none
 */
public record TwilioSide(
    Optional<ClientConfiguration> ours, Optional<ClientConfiguration> standard) {
  private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z]+://)[^/?#]*@");

  /** Whether Twilio has a configuration with our name. */
  public boolean configured() {
    return ours.isPresent();
  }

  /** Where ours notifies; without a user and password, should the URL have them. */
  public Optional<String> url() {
    return ours.flatMap(ClientConfiguration::url).map(TwilioSide::shown);
  }

  /** Whether ours is the account's default. */
  public boolean isDefault() {
    return ours.isPresent()
        && standard.map(ClientConfiguration::id).equals(ours.map(ClientConfiguration::id));
  }

  /**
   * Everything that keeps Twilio from calling us, or may.
   *
   * @param webhookUrl where we are to be notified; empty when nobody has said so
   */
  public List<Drift> drift(Optional<String> webhookUrl) {
    List<Drift> drift = new ArrayList<>();
    ours.ifPresent(configuration -> addTo(drift, configuration, webhookUrl));
    if (!isDefault() && standard.isPresent()) {
      drift.add(
          new Drift(
              "other_default",
              "Another configuration is the account's default; it notifies "
                  + shown(standard.flatMap(ClientConfiguration::url))
                  + "."));
    } else if (ours.isPresent() && standard.isEmpty()) {
      drift.add(
          new Drift(
              "no_default",
              "The account has no default configuration, so its calls are not notified here."));
    }
    return drift;
  }

  private static void addTo(
      List<Drift> drift, ClientConfiguration configuration, Optional<String> webhookUrl) {
    if (webhookUrl.isEmpty()) {
      drift.add(
          new Drift(
              "no_public_url",
              "ringdown.public-url is not set, so nobody can tell whether this URL leads here."));
    } else if (!configuration.url().equals(webhookUrl)) {
      drift.add(
          new Drift(
              "other_url",
              "Twilio notifies %s instead of %s."
                  .formatted(shown(configuration.url()), shown(webhookUrl))));
    }
    if (!configuration.method().equals(Optional.of(ClientConfiguration.METHOD))) {
      drift.add(
          new Drift(
              "other_method",
              "Twilio notifies with %s instead of POST."
                  .formatted(configuration.method().orElse("no method"))));
    }
    configuration.url().ifPresent(url -> addTo(drift, url));
  }

  private static void addTo(List<Drift> drift, String url) {
    if (host(url).contains("_")) {
      drift.add(
          new Drift(
              "underscore_in_host",
              "The host name has an underscore: Twilio refuses to call it (its error 13807)."));
    }
    if (url.toLowerCase(Locale.ROOT).startsWith("http://")) {
      drift.add(
          new Drift(
              "plain_http",
              "The URL is plain http: calls and their bridge tokens travel readable."));
    }
  }

  /** The host, also where Java's own accessor is silent: at a name with an underscore. */
  private static String host(String url) {
    try {
      var authority = new URI(url).getRawAuthority();
      return authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1);
    } catch (URISyntaxException notOne) {
      return "";
    }
  }

  private static String shown(Optional<String> url) {
    return url.map(TwilioSide::shown).orElse("no URL");
  }

  private static String shown(String url) {
    return USER_INFO.matcher(url).replaceFirst("$1…@");
  }
}
