package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;

/** One HTTP client for all tests, and what every answer of ours has in common. */
final class ServerManners {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private ServerManners() {}

  static HttpResponse<String> send(String method, URI uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
    assertNamesNoServer(response);
    if (uri.getPort() == RunningServer.at("/").getPort()) {
      assertKeepsBrowsersFromMischief(response);
    }
    return response;
  }

  static void assertIsProblem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body())
        .contains("\"type\":\"about:blank\"")
        .contains("\"status\":" + status)
        .contains("\"title\":");
  }

  private static void assertKeepsBrowsersFromMischief(HttpResponse<String> response) {
    assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
    assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
    assertThat(response.headers().allValues("Strict-Transport-Security"))
        .containsExactly("max-age=31536000");
    assertThat(response.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; frame-ancestors 'none'")
        .doesNotContain("unsafe", "http");
    assertThat(response.headers().allValues("Cache-Control")).hasSize(1);
  }

  private static void assertNamesNoServer(HttpResponse<String> response) {
    assertThat(response.headers().map().toString().toLowerCase(Locale.ROOT))
        .doesNotContain("payara", "glassfish", "grizzly", "wildfly", "undertow", "jboss");
    assertThat(response.headers().map()).doesNotContainKeys("server", "x-powered-by");
  }
}
