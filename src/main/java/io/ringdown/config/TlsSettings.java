package io.ringdown.config;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom we trust when we call out.
 *
 * @param caFile certificates in PEM, trusted beside the system's; null for the system's alone
 */
public record TlsSettings(@Nullable Path caFile) {
  private static final String CA_FILE = "ringdown.tls.ca-file";

  static TlsSettings read(SettingsReader reader) {
    Path file = reader.path(CA_FILE).orElse(null);
    if (file != null && !Files.isReadable(file)) {
      reader.problem(CA_FILE, "names a file that cannot be read");
    } else if (file != null && !hasCertificates(file)) {
      reader.problem(CA_FILE, "names a file that has no certificates in PEM");
    }
    return new TlsSettings(file);
  }

  private static boolean hasCertificates(Path file) {
    try (var pem = new BufferedInputStream(Files.newInputStream(file))) {
      return !CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty();
    } catch (IOException | CertificateException e) {
      return false;
    }
  }
}
