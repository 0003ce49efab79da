package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedCertificatesTest {
  private final HeldCertificate one = authority("one");
  private final HeldCertificate two = authority("two");

  private final Path dir;

  TrustedCertificatesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void everyCertificateInTheFileIsTrusted() throws Exception {
    Path pem =
        Files.writeString(
            dir.resolve("ca.pem"),
            "# the office\n" + one.certificatePem() + "\n# the lab\n" + two.certificatePem());
    SSLContext context = TrustedCertificates.sslContext(Optional.of(pem));

    assertThat(greets(context, one)).isTrue();
    assertThat(greets(context, two)).isTrue();
  }

  @Test
  void strangersAreNotTrusted() throws Exception {
    Path pem = Files.writeString(dir.resolve("ca.pem"), one.certificatePem());

    assertThatThrownBy(() -> greets(TrustedCertificates.sslContext(Optional.of(pem)), two))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(() -> greets(TrustedCertificates.sslContext(Optional.empty()), one))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void fileThatCannotBeUsedIsNamed() throws Exception {
    Path missing = dir.resolve("missing.pem");
    Path empty = Files.createFile(dir.resolve("empty.pem"));
    Path garbage = Files.writeString(dir.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nx");
    Path key = Files.writeString(dir.resolve("key.pem"), one.privateKeyPkcs8Pem());
    for (Path file : new Path[] {missing, empty, garbage, key, dir}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrustedCertificates.sslContext(Optional.of(file)))
          .withMessageContaining(file.toString());
    }
  }

  private static HeldCertificate authority(String name) {
    return new HeldCertificate.Builder().certificateAuthority(0).commonName(name).build();
  }

  private static boolean greets(SSLContext client, HeldCertificate authority) throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    SSLContext server =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> serving =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                  accepted.startHandshake();
                } catch (IOException refused) {
                  throw new IllegalStateException(refused);
                }
              });
      try (SSLSocket socket =
          (SSLSocket)
              client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
        socket.startHandshake();
      }
      serving.join();
      return true;
    }
  }
}
