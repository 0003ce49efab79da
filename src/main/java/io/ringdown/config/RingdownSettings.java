package io.ringdown.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the service, checked. Immutable, made once at the start. No part of it prints a
 * secret.
 *
 * @param account the one account that configuration alone can give; null when it gives none
 * @param oidc the company's issuer of tokens; null when there is none
 * @param dataDirectory where files of the service live, absolute
 */
public record RingdownSettings(
    WebhookSettings webhook,
    @Nullable AccountSettings account,
    AdminSettings admin,
    @Nullable OidcSettings oidc,
    SecretsSettings secrets,
    Path dataDirectory,
    DatabaseSettings database,
    FcmSettings fcm,
    ApnsSettings apns,
    HmsSettings hms,
    HttpSettings http,
    TwilioSettings twilio,
    TlsSettings tls,
    DeliverySettings delivery,
    AuditSettings audit,
    MetricsSettings metrics,
    LimitSettings limits) {
  private static final String DATA_DIRECTORY = "ringdown.data-dir";

  /**
   * Reads and checks what the server and its environment give.
   *
   * @throws InvalidSettingsException when anything is wrong, or a key is unknown; it names all of
   *     it
   */
  public static RingdownSettings load() {
    return load(ConfigProvider.getConfig(RingdownSettings.class.getClassLoader()));
  }

  /**
   * Reads and checks everything.
   *
   * @throws InvalidSettingsException when anything is wrong, or a key is unknown; it names all of
   *     it
   */
  public static RingdownSettings load(Config config) {
    var reader = new SettingsReader(config);
    var webhook = WebhookSettings.read(reader);
    var account = AccountSettings.read(reader);
    var admin = AdminSettings.read(reader);
    var oidc = OidcSettings.read(reader);
    var secrets = SecretsSettings.read(reader);
    var dataDirectory =
        reader.path(DATA_DIRECTORY).orElseGet(() -> Path.of("data").toAbsolutePath());
    check(dataDirectory, reader);
    var settings =
        new RingdownSettings(
            webhook,
            account,
            admin,
            oidc,
            secrets,
            dataDirectory,
            DatabaseSettings.read(reader, dataDirectory),
            FcmSettings.read(reader),
            ApnsSettings.read(reader),
            HmsSettings.read(reader),
            HttpSettings.read(reader),
            TwilioSettings.read(reader),
            TlsSettings.read(reader),
            DeliverySettings.read(reader),
            AuditSettings.read(reader),
            MetricsSettings.read(reader),
            LimitSettings.read(reader));
    new UnknownKeys(List.of(reader.asked()))
        .in(config)
        .forEach(key -> reader.problem(key, "is no setting of Ringdown"));
    if (!reader.problems().isEmpty()) {
      throw new InvalidSettingsException(reader.problems());
    }
    return settings;
  }

  /** Whether it can be written to is seen when it is: that makes it. */
  private static void check(Path dataDirectory, SettingsReader reader) {
    if (Files.exists(dataDirectory)) {
      if (!Files.isDirectory(dataDirectory)) {
        reader.problem(DATA_DIRECTORY, "names a file, not a directory");
      }
      return;
    }
    for (var above = dataDirectory.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        reader.problem(DATA_DIRECTORY, "names a directory below a file");
      }
    }
  }
}
