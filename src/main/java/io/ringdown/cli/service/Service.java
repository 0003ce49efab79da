package io.ringdown.cli.service;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A running Ringdown, asked with an admin token. For one thread. */
public final class Service {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final int PIECE = 64 * 1024;

  private final HttpClient http;
  private final String base;
  private final String token;

  /**
   * @param base where it is, without a final slash
   * @param caFile whose certificates are trusted instead of the system's; null for the system's
   * @throws IOException when that file cannot be read
   * @throws GeneralSecurityException when it has no certificates
   */
  public Service(String base, String token, @Nullable Path caFile)
      throws IOException, GeneralSecurityException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    if (caFile != null) {
      builder.sslContext(trusting(caFile));
    }
    this.http = builder.build();
    this.base = base;
    this.token = token;
  }

  /**
   * Asks, and takes a success or ends the command.
   *
   * @param body null for none
   * @throws RefusedException when the service said no
   * @throws UnreachableException when it said nothing
   */
  public Reply call(String method, ApiPath path, @Nullable JsonElement body) {
    var request = request(path).timeout(TIMEOUT);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body.toString()));
    }
    return accepted(reply(send(request, BodyHandlers.ofInputStream())));
  }

  /** {@link #call} without a body. */
  public Reply call(String method, ApiPath path) {
    return call(method, path, null);
  }

  /**
   * Sends NDJSON of any length, compressed.
   *
   * @param gzipped read once
   */
  public Reply upload(ApiPath path, InputStream gzipped) {
    var request =
        request(path)
            .header("Content-Type", "application/x-ndjson")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofInputStream(() -> gzipped));
    return accepted(reply(send(request, BodyHandlers.ofInputStream())));
  }

  /**
   * Opens an answer of any length, which may come compressed when the headers say so.
   *
   * @param headers names and values by turns
   */
  public InputStream open(ApiPath path, String... headers) {
    var request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    var answer = send(request.GET(), BodyHandlers.ofInputStream());
    if (answer.statusCode() / 100 != 2) {
      throw RefusedException.of(reply(answer));
    }
    try {
      return answer.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent()
          ? new GZIPInputStream(answer.body(), PIECE)
          : answer.body();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /**
   * Posts to the webhook as Twilio does, without the admin token.
   *
   * @return what it says, success or not
   */
  public Reply notify(String pathAndQuery, String body, String signature) {
    var request =
        HttpRequest.newBuilder(URI.create(base + pathAndQuery))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("X-Twilio-Signature", signature)
            .POST(BodyPublishers.ofString(body));
    return reply(send(request, BodyHandlers.ofInputStream()));
  }

  /** An answer that broke off. */
  public UnreachableException broken(IOException failure) {
    return UnreachableException.of(base, failure);
  }

  private HttpRequest.Builder request(ApiPath path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw UnreachableException.of(base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted");
    }
  }

  private Reply reply(HttpResponse<InputStream> answer) {
    try (var body = answer.body()) {
      return new Reply(
          answer.statusCode(),
          new String(body.readAllBytes(), StandardCharsets.UTF_8),
          answer.headers().firstValue("Retry-After"));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private static Reply accepted(Reply reply) {
    if (!reply.succeeded()) {
      throw RefusedException.of(reply);
    }
    return reply;
  }

  private static SSLContext trusting(Path caFile) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var pem = Files.newInputStream(caFile)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), one);
      }
    }
    if (trusted.size() == 0) {
      throw new GeneralSecurityException("no certificate");
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
