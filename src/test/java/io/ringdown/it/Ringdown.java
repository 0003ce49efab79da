package io.ringdown.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A running Ringdown as a stranger sees it: a URL, and perhaps a token. */
final class Ringdown {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String publicUrl;
  private final String adminToken;

  /**
   * @param base where it listens, without a final slash
   * @param publicUrl where Twilio believes that it listens, without a final slash
   */
  Ringdown(URI base, String publicUrl, String adminToken) {
    this.base = base;
    this.publicUrl = publicUrl;
    this.adminToken = adminToken;
  }

  URI url(String pathAndQuery) {
    return URI.create(base + pathAndQuery);
  }

  URI webSocketUrl(String pathAndQuery) {
    return URI.create("ws" + url(pathAndQuery).toString().substring("http".length()));
  }

  String adminToken() {
    return adminToken;
  }

  String publicUrl() {
    return publicUrl;
  }

  HttpResponse<String> admin(String method, String path, String body) {
    return as(adminToken, method, path, body);
  }

  HttpResponse<String> admin(String method, String path) {
    return send(
        request(path).header("Authorization", "Bearer " + adminToken).method(method, none()),
        BodyHandlers.ofString());
  }

  HttpResponse<String> as(String token, String method, String path, String body) {
    UsedSecrets.noticeIn(body);
    return send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)),
        BodyHandlers.ofString());
  }

  HttpResponse<String> as(String token, String method, String path) {
    return send(
        request(path).header("Authorization", "Bearer " + token).method(method, none()),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(30));
  }

  <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    try {
      var built = request.build();
      built.headers().firstValue("Authorization").ifPresent(UsedSecrets::notice);
      var answer = http.send(built, handler);
      if (answer.body() instanceof String text) {
        Conformance.check(base, answer, text);
        UsedSecrets.noticeIn(text);
      }
      return answer;
    } catch (IOException e) {
      throw new AssertionError("no answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static JsonNode json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private static HttpRequest.BodyPublisher none() {
    return BodyPublishers.noBody();
  }
}
