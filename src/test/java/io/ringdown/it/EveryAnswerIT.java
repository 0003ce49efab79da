package io.ringdown.it;

import static io.ringdown.it.RunningServer.at;
import static io.ringdown.it.RunningServer.healthAt;
import static io.ringdown.it.ServerManners.assertIsProblem;
import static io.ringdown.it.ServerManners.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger gets from any path of the server, whichever server it is. */
@ExtendWith(ArquillianExtension.class)
class EveryAnswerIT {
  @Deployment(testable = false)
  static WebArchive ringdown() {
    return RunningServer.ringdown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/nowhere/a%2Fb",
        "/nowhere;x=1?q=%41+b",
        "/problem",
        "/WEB-INF/web.xml",
        "/web-inf/openapi.json",
        "/META-INF/MANIFEST.MF",
        "/wildfly-services"
      })
  void unknownPathIsProblem(String path) throws Exception {
    assertIsProblem(send("GET", at(path)), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "POST", "OPTIONS"})
  void unknownPathIsUnknownToEveryMethod(String method) throws Exception {
    assertIsProblem(send(method, at("/nowhere")), 404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "415 | Content-Type: */*",
        "415 | Content-Type: application/*",
        "415 | Content-Type: garbage",
        "415 | Content-Type: /",
        "413 | Content-Type: application/json%Content-Length: 2147483648",
        "413 | Content-Type: application/json%Content-Length: 4294967297"
      })
  void bodyThatDoesNotSayWhatItIsIsProblem(int status, String headers) throws Exception {
    for (var path : List.of("/calls/notificationWebhook", "/calls/statusCallback")) {
      try (var line = new RawLine()) {
        line.say("POST " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
        line.say(headers.split("%", -1));
        line.say(headers.contains("Content-Length") ? "Accept: */*" : "Content-Length: 0", "");
        line.hangUp();

        assertThat(line.answer())
            .startsWith("HTTP/1.1 " + status + " ")
            .contains("Content-Type: application/problem+json");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%", "%f", "%ff", "%c3%28"})
  void queryThatIsNotEncodedIsProblem(String value) throws Exception {
    try (var line = new RawLine()) {
      line.say(
          "GET /v1/accounts?page_token=" + value + " HTTP/1.1",
          "Host: localhost",
          "Authorization: Bearer " + RunningServer.adminToken(),
          "Connection: close",
          "");

      assertThat(line.answer()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void bodyThatIsCutOffIsNoFaultOfOurs() throws Exception {
    try (var line = new RawLine()) {
      line.say(
          "POST /calls/notificationWebhook HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/json",
          "Content-Length: 100",
          "",
          "{");
      line.hangUp();

      assertThat(line.answer()).doesNotContain("HTTP/1.1 5");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "BREW"})
  void unknownMethodIsProblemWithAllow(String method) throws Exception {
    HttpResponse<String> response = send(method, at("/nowhere"));

    assertIsProblem(response, 405);
    assertThat(response.headers().firstValue("Allow"))
        .hasValueSatisfying(v -> assertThat(v).contains("GET"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/accounts",
        "/v1/nothing",
        "/v1/metrics",
        "/v1/accounts/AC0123456789abcdef0123456789abcdef/events",
        "/calls/notificationWebhook",
        "/ws"
      })
  void answersAreKeptOutOfCaches(String path) throws Exception {
    assertThat(send("GET", at(path)).headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void frontPageLeadsToTheOthers() throws Exception {
    var front = send("GET", at("/"));

    assertThat(front.statusCode()).isEqualTo(200);
    assertThat(front.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(front.body()).contains("href=\"docs/\"", "href=\"openapi\"", "/health/ready");
    assertIsProblem(send("POST", at("/")), 405);
  }

  @Test
  void pageToTryTheApiBringsAllThatItNeeds() throws Exception {
    var redirect = send("GET", at("/docs"));
    assertThat(redirect.statusCode()).isEqualTo(302);
    assertThat(redirect.headers().firstValue("Location")).hasValue("docs/");

    var page = send("GET", at("/docs/"));
    assertThat(page.statusCode()).isEqualTo(200);
    var links =
        Pattern.compile("(?:href|src)=\"([^\"]+)\"")
            .matcher(page.body())
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(links).contains("swagger-ui-bundle.js", "docs.js");
    for (var link : links) {
      assertThat(link).as("a relative link").doesNotContain("//").doesNotStartWith("/");
      assertThat(send("GET", at("/docs/").resolve(link)).statusCode()).as(link).isEqualTo(200);
    }
    assertIsProblem(send("GET", at("/docs/index.html")), 404);
  }

  @Test
  void pageThatIsKnownIsNotSentAgain() throws Exception {
    var tag = send("GET", at("/docs/")).headers().firstValue("ETag").orElseThrow();

    var again = send("GET", at("/docs/"), "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void isReadyAndAlive() throws Exception {
    assertThat(send("GET", healthAt("/health/ready")).body()).contains("\"UP\"");
    assertThat(send("GET", healthAt("/health/live")).statusCode()).isEqualTo(200);
  }

  @Test
  void describesItselfInJsonAndYaml() throws Exception {
    HttpResponse<String> json = send("GET", at("/openapi"));
    HttpResponse<String> yaml = send("GET", at("/openapi"), "Accept", "application/yaml");

    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json.body()).contains("\"openapi\": \"3.1");
    assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml");
    assertIsProblem(send("DELETE", at("/openapi")), 405);
  }
}
