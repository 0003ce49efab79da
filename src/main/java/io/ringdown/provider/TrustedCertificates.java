package io.ringdown.provider;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities that we believe when calling out: the system's, and those of one PEM
 * file beside them. Stateless and thread-safe.
 */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * A TLS context that trusts the system's authorities and every certificate in the file.
   *
   * @throws IllegalArgumentException naming the file, when it cannot be read or has no certificate
   */
  public static SSLContext sslContext(Optional<Path> caFile) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      List<X509Certificate> authorities = authorities(caFile);
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("ca-" + i, authorities.get(i));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustManagers(trusted), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java runtime cannot set up TLS", e);
    }
  }

  /**
   * The system's authorities and every certificate in the file.
   *
   * @throws IllegalArgumentException naming the file, when it cannot be read or has no certificate
   */
  public static List<X509Certificate> authorities(Optional<Path> caFile) {
    try {
      List<X509Certificate> authorities = new ArrayList<>(systemAuthorities());
      caFile.ifPresent(
          file ->
              certificates(file).stream()
                  .filter(X509Certificate.class::isInstance)
                  .map(X509Certificate.class::cast)
                  .forEach(authorities::add));
      return authorities;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot set up TLS", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try (InputStream pem = new BufferedInputStream(Files.newInputStream(file))) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("no certificate in " + file);
      }
      return certificates;
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the certificates in " + file, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not PEM certificates: " + file, e);
    }
  }

  private static List<X509Certificate> systemAuthorities() throws GeneralSecurityException {
    for (TrustManager manager : trustManagers(null)) {
      if (manager instanceof X509TrustManager x509) {
        return List.of(x509.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static TrustManager[] trustManagers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }
}
