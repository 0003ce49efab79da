package io.ringdown.it;

import static io.ringdown.it.Ringdown.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for Twilio, with every answer of the contract's table. */
class WebhookIT extends InServer {
  private TwilioAccount account;

  @BeforeEach
  void bobCanBeReached() {
    account = TwilioAccount.servedBy(ringdown());
    bindElsewhere("bob");
  }

  @Test
  void aSignedCallIsAnsweredWithItsIdAndTheNumberOfBindings() {
    var body = account.notification("client:bob");

    var answer = account.send(TwilioAccount.json(body));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(answer))
        .isEqualTo(json("{\"message_id\":\"" + body.get("twi_message_id") + "\",\"bindings\":1}"));
  }

  @Test
  void eitherAuthTokenOfTheAccountSigns() {
    var body =
        TwilioAccount.json(account.notification("client:bob")).getBytes(StandardCharsets.UTF_8);
    assertThat(account.send(body, account.secondaryToken).statusCode()).isEqualTo(200);
  }

  @Test
  void aCalleeWithoutBindingIsA404ThatCannotBeMistakenForAWrongPath() {
    var answer = account.call("nobody");

    assertProblem(answer, 404);
    assertThat(json(answer).get("type").textValue()).endsWith("/no-binding");
    assertThat(answer.headers().firstValue("Ringdown-Reason")).contains("no-binding");

    var wrongPath = ringdown().get("/calls/notificationWebhok");
    assertProblem(wrongPath, 404);
    assertThat(wrongPath.headers().firstValue("Ringdown-Reason")).isEmpty();
  }

  @Test
  void anotherAccountsBobIsNobody() {
    assertThat(TwilioAccount.servedBy(ringdown()).call("bob").statusCode()).isEqualTo(404);
  }

  @Test
  void aRepeatGetsTheFirstAnswerAgain() {
    var rung = TwilioAccount.json(account.notification("client:bob"));
    var first = account.send(rung);
    bindElsewhere("carol");
    assertThat(account.send(rung).body()).isEqualTo(first.body());

    var missed = TwilioAccount.json(account.notification("client:dave"));
    assertThat(account.send(missed).statusCode()).isEqualTo(404);
    bindElsewhere("dave");
    assertThat(account.send(missed).statusCode()).isEqualTo(404);
  }

  @Test
  void percentEncodedQueriesAreVerifiedAsTheyCame() {
    var body =
        TwilioAccount.json(account.notification("client:bob")).getBytes(StandardCharsets.UTF_8);
    for (var query : new String[] {"a=%2F%20%C3%BC&b=x+y", "a=%7e&a=~", "q=%3Dx%26"}) {
      var path = TwilioAccount.WEBHOOK + "?" + query + "&bodySHA256=" + TwilioAccount.sha256(body);
      var answer = account.post(path, body, account.signature(path, body, account.authToken));
      assertThat(answer.statusCode()).as(query).isEqualTo(200);
    }
  }

  @Test
  void whoeverIsNotTwilioIsTold403AndNothingMore() {
    var body =
        TwilioAccount.json(account.notification("client:bob")).getBytes(StandardCharsets.UTF_8);
    var path = TwilioAccount.WEBHOOK + "?bodySHA256=" + TwilioAccount.sha256(body);
    var good = account.signature(path, body, account.authToken);
    var altered =
        new String(body, StandardCharsets.UTF_8)
            .replace("alice", "mallo")
            .getBytes(StandardCharsets.UTF_8);
    var stranger = TwilioAccount.unknownTo(ringdown());

    var wrongToken = account.post(path, body, stranger.signature(path, body, stranger.authToken));
    assertProblem(wrongToken, 403);
    for (var refused :
        new HttpResponse<?>[] {
          account.post(path + "&x=1", body, good),
          account.post(path, altered, good),
          account.post(
              TwilioAccount.WEBHOOK,
              body,
              account.signature(TwilioAccount.WEBHOOK, new byte[] {-1}, account.authToken)),
          account.post(path, body, "nonsense"),
          stranger.call("bob"),
          unsigned(path, body),
        }) {
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).isEqualTo(wrongToken.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "\"x\"",
        "{\"twi_to\":\"client:bob\"}",
        "{\"twi_account_sid\":\"AC1\"}",
        "nul"
      })
  void aBodyWithoutAccountIs400(String body) {
    assertProblem(account.send(body), 400);
  }

  @Test
  void aBadBodyOfAKnownAccountIs400OnlyForTwilio() {
    for (var to : new Object[] {"bob", "client:", "client:a:b", "client:a\u0007", 5, Map.of()}) {
      var body = account.notification("client:bob");
      body.put("twi_to", to);
      var json = TwilioAccount.json(body);
      var answer = account.send(json);
      assertProblem(answer, 400);
      assertThat(answer.body()).contains("/twi_to");
      assertThat(account.send(json.getBytes(StandardCharsets.UTF_8), "another-token").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void duplicateKeysAndDeepNestingAre400() {
    var json = TwilioAccount.json(account.notification("client:bob"));
    assertProblem(account.send(json.replaceFirst("}$", ",\"twi_to\":\"client:eve\"}")), 400);
    assertProblem(
        account.send(
            json.replaceFirst("}$", ",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")),
        400);
  }

  @Test
  void whatIsNotOfTheRightSizeTypeOrMethodIsRefused() {
    assertProblem(account.send("{\"x\":\"" + "a".repeat(64 * 1024) + "\"}"), 413);
    assertProblem(account.send("{\"x\":\"" + "a".repeat(1024 * 1024) + "\"}"), 413);
    assertProblem(
        send(
            ringdown()
                .request(TwilioAccount.WEBHOOK)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))),
        415);
    assertProblem(
        send(ringdown().request(TwilioAccount.WEBHOOK).POST(BodyPublishers.ofString("{}"))), 415);
    var get = ringdown().get(TwilioAccount.WEBHOOK);
    assertProblem(get, 405);
    assertThat(get.headers().firstValue("Allow").orElse("")).contains("POST");
  }

  @Test
  void aBodyOfExactly64KiBIsTaken() {
    var json = TwilioAccount.json(account.notification("client:bob"));
    var padding = "a".repeat(64 * 1024 - json.length() - ",\"pad\":\"\"".length());
    var full = json.replaceFirst("}$", ",\"pad\":\"" + padding + "\"}");
    assertThat(full).hasSize(64 * 1024);
    assertThat(account.send(full).statusCode()).isEqualTo(200);
  }

  @Test
  void theCharsetParameterIsAllowed() {
    var body =
        TwilioAccount.json(account.notification("client:bob")).getBytes(StandardCharsets.UTF_8);
    var path = TwilioAccount.WEBHOOK + "?bodySHA256=" + TwilioAccount.sha256(body);
    var answer =
        send(
            ringdown()
                .request(path)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("X-Twilio-Signature", account.signature(path, body, account.authToken))
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> unsigned(String path, byte[] body) {
    return send(
        ringdown()
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return ringdown().send(request, BodyHandlers.ofString());
  }

  private void bindElsewhere(String identity) {
    var answer =
        ringdown()
            .admin(
                "POST",
                "/v1/accounts/" + account.sid + "/bindings",
                "{\"identity\":\"" + identity + "\",\"channel\":\"external\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
  }
}
