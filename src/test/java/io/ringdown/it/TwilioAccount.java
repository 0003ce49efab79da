package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VoiceGrant;
import com.twilio.security.RequestValidator;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An account at Twilio: signs notifications so that Twilio's own validator is content with them,
 * and has Twilio's own library make its access tokens.
 */
final class TwilioAccount {
  static final String WEBHOOK = "/calls/notificationWebhook";
  static final String STATUS_CALLBACK = "/calls/statusCallback";
  private static final ObjectMapper JSON = new ObjectMapper();

  final String sid;
  final String authToken;
  final String secondaryToken;
  final String apiKeySid;
  final String apiKeySecret;
  private final Ringdown ringdown;

  private TwilioAccount(Ringdown ringdown) {
    this.ringdown = ringdown;
    sid = "AC" + hex();
    authToken = hex();
    secondaryToken = hex();
    apiKeySid = "SK" + hex();
    apiKeySecret = hex();
    UsedSecrets.notice(authToken);
    UsedSecrets.notice(secondaryToken);
    UsedSecrets.notice(apiKeySecret);
  }

  private TwilioAccount(Ringdown ringdown, TwilioAccount same) {
    this.ringdown = ringdown;
    sid = same.sid;
    authToken = same.authToken;
    secondaryToken = same.secondaryToken;
    apiKeySid = same.apiKeySid;
    apiKeySecret = same.apiKeySecret;
  }

  /** The same account, calling another node. */
  TwilioAccount calling(Ringdown other) {
    return new TwilioAccount(other, this);
  }

  /** An account that Ringdown does not know. */
  static TwilioAccount unknownTo(Ringdown ringdown) {
    return new TwilioAccount(ringdown);
  }

  /** An account that Ringdown serves. */
  static TwilioAccount servedBy(Ringdown ringdown) {
    var account = new TwilioAccount(ringdown);
    var answer =
        ringdown.admin(
            "PUT",
            "/v1/accounts/" + account.sid,
            """
            {"friendly_name":"test","auth_tokens":["%s","%s"],"api_keys":[{"sid":"%s","secret":"%s"}]}"""
                .formatted(
                    account.authToken,
                    account.secondaryToken,
                    account.apiKeySid,
                    account.apiKeySecret));
    assertThat(answer.statusCode()).isEqualTo(201);
    return account;
  }

  /** What Twilio sends when alice calls somebody. */
  Map<String, Object> notification(String to) {
    var body = new LinkedHashMap<String, Object>();
    body.put("twi_account_sid", sid);
    body.put("twi_bridge_token", "bridge-" + hex());
    body.put("twi_call_sid", "CA" + hex());
    body.put("twi_from", "client:alice");
    body.put("twi_message_id", "WB" + hex());
    body.put("twi_message_type", "twilio.voice.call");
    body.put("twi_to", to);
    return body;
  }

  /** A call from alice to the identity, signed. */
  HttpResponse<String> call(String identity) {
    return send(json(notification("client:" + identity)));
  }

  /** A body, signed with the primary token. */
  HttpResponse<String> send(String body) {
    return send(body.getBytes(StandardCharsets.UTF_8), authToken);
  }

  /** A body, signed with the token. */
  HttpResponse<String> send(byte[] body, String token) {
    var pathAndQuery = WEBHOOK + "?bodySHA256=" + sha256(body);
    return post(pathAndQuery, body, signature(pathAndQuery, body, token));
  }

  /** A body as somebody else might send it. */
  HttpResponse<String> post(String pathAndQuery, byte[] body, String signature) {
    UsedSecrets.noticeIn(new String(body, StandardCharsets.UTF_8));
    return ringdown.send(
        HttpRequest.newBuilder(ringdown.url(pathAndQuery))
            .header("Content-Type", "application/json")
            .header("X-Twilio-Signature", signature)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        BodyHandlers.ofString());
  }

  /** Twilio's word on how a call goes on, signed with the secondary token. */
  HttpResponse<String> tell(String callSid, String status) {
    return tell(
        Map.of("AccountSid", sid, "CallSid", callSid, "CallStatus", status), secondaryToken);
  }

  /** A status callback with these parameters, signed. */
  HttpResponse<String> tell(Map<String, String> parameters, String token) {
    var url = ringdown.publicUrl() + STATUS_CALLBACK;
    var signed = new StringBuilder(url);
    new TreeMap<>(parameters).forEach((name, value) -> signed.append(name).append(value));
    var signature = hmac(signed.toString(), token);
    assertThat(new RequestValidator(token).validate(url, parameters, signature)).isTrue();
    return tell("application/x-www-form-urlencoded", form(parameters), signature);
  }

  /** A status callback as somebody else might send it. */
  HttpResponse<String> tell(String contentType, String body, String signature) {
    return ringdown.send(
        HttpRequest.newBuilder(ringdown.url(STATUS_CALLBACK))
            .header("Content-Type", contentType)
            .header("X-Twilio-Signature", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        BodyHandlers.ofString());
  }

  /** The account gets another policy. */
  void policy(String json) {
    var answer = ringdown.admin("PUT", "/v1/accounts/" + sid, "{\"policy\":" + json + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            one ->
                URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** The HMAC with which Twilio signs. */
  static String hmac(String text, String token) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The signature over the public URL, which Twilio's own validator must accept. */
  String signature(String pathAndQuery, byte[] body, String token) {
    var url = ringdown.publicUrl() + pathAndQuery;
    try {
      var signature = hmac(url, token);
      if (URI.create(url).getQuery() != null && isText(body)) {
        assertThat(
                new RequestValidator(token)
                    .validate(url, new String(body, StandardCharsets.UTF_8), signature))
            .isTrue();
      }
      return signature;
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** An access token as Twilio's library makes it. */
  String accessToken(String identity) {
    return token(identity).build().toJwt();
  }

  /** An access token that ends after so many seconds. */
  String accessToken(String identity, int seconds) {
    return token(identity).ttl(seconds).build().toJwt();
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private AccessToken.Builder token(String identity) {
    return new AccessToken.Builder(sid, apiKeySid, apiKeySecret.getBytes(StandardCharsets.UTF_8))
        .identity(identity)
        .grant(new VoiceGrant().setIncomingAllow(true));
  }

  private static boolean isText(byte[] body) {
    return java.util.Arrays.equals(
        new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), body);
  }

  private static String hex() {
    var random = ThreadLocalRandom.current();
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }
}
