package io.ringdown.cli;

import com.google.gson.JsonObject;
import io.ringdown.cli.service.RefusedException;
import io.ringdown.cli.service.Service;
import io.ringdown.cli.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code admin ring}: calls as Twilio would, through the real webhook. It refuses where a VoIP push
 * would be sent: one that no call stands behind makes iOS distrust the app.
 *
 * @see <a href="https://www.twilio.com/docs/usage/webhooks/webhooks-security">Twilio: webhooks
 *     security</a>
 */
@Command(
    name = "ring",
    description = "Rings an identity's devices as Twilio would, with a call that is not there.",
    footer = {
      "",
      "Phones show a call, and taking it connects nobody. Whoever has an active",
      "apns-voip binding is not rung. It is signed as Twilio signs, with the",
      "account's auth token: --auth-token-file, RINGDOWN_ACCOUNT_AUTH_TOKEN or",
      "RINGDOWN_ACCOUNT_AUTH_TOKEN_FILE give it."
    })
final class RingCommand implements Callable<Integer> {
  private static final String WEBHOOK = "/calls/notificationWebhook";
  private static final String VOIP = "apns-voip";

  private final AdminCommand admin;

  @Option(names = "--to", required = true, paramLabel = "IDENTITY", description = "Who is rung.")
  String to = "";

  @Option(
      names = "--from",
      defaultValue = "ringdown",
      paramLabel = "IDENTITY",
      description = "Who seems to call; usually ringdown.")
  String from = "";

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "For how long, 1 to 600; usually 10.")
  int seconds;

  @Option(
      names = "--auth-token-file",
      paramLabel = "FILE",
      description = "Holds the account's auth token; - is standard input.")
  @Nullable String authTokenFile;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "Where Twilio reaches Ringdown; RINGDOWN_PUBLIC_URL, or --url.")
  @Nullable String publicUrl;

  RingCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Override
  public Integer call() {
    String authToken =
        admin.secret("--auth-token-file", authTokenFile, "RINGDOWN_ACCOUNT_AUTH_TOKEN");
    String signedUrl =
        AdminCommand.checkedUrl(
            "--public-url",
            Optional.ofNullable(publicUrl)
                .or(() -> admin.terminal().variable("RINGDOWN_PUBLIC_URL"))
                .orElseGet(admin::baseUrl));
    var service = admin.service();
    refuseVoip(service);
    String body = notification().toString();
    String pathAndQuery = WEBHOOK + "?bodySHA256=" + sha256(body);
    var answer = service.notify(pathAndQuery, body, signature(signedUrl + pathAndQuery, authToken));
    if (!answer.succeeded()) {
      throw RefusedException.of(answer);
    }
    return admin.show(answer);
  }

  private void refuseVoip(Service service) {
    var voip =
        admin
            .inAccount("bindings")
            .with("identity", to)
            .with("channel", VOIP)
            .with("status", "active")
            .with("page_size", 1);
    if (!service.call("GET", voip).list("bindings").isEmpty()) {
      throw new RefusedException(
          "not rung: %s has an %s binding, and no test ever goes to a VoIP token"
              .formatted(Terminal.printable(to), VOIP));
    }
  }

  private JsonObject notification() {
    var body = new JsonObject();
    body.addProperty("twi_account_sid", admin.accountSid());
    body.addProperty("twi_bridge_token", "ringdown-test-" + hex());
    body.addProperty("twi_call_sid", "CA" + hex());
    body.addProperty("twi_from", "client:" + from);
    body.addProperty("twi_message_id", "WB" + hex());
    body.addProperty("twi_message_type", "twilio.voice.call");
    body.addProperty("twi_to", "client:" + to);
    body.addProperty("twi_answer_timeout", seconds);
    return body;
  }

  private static String hex() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String sha256(String body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String signature(String url, String authToken) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(url.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
    }
  }
}
