package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.provider.fcm.FakeFcm;
import java.util.Map;

/** Android phones that an account rings through Firebase. */
final class FcmPhones {
  private FcmPhones() {}

  static void addCredential(Ringdown ringdown, TwilioAccount account, FakeFcm fcm) {
    var answer =
        ringdown.admin(
            "POST",
            "/v1/accounts/" + account.sid + "/credentials",
            "{\"type\":\"fcm\",\"friendly_name\":\"android\",\"service_account\":"
                + fcm.serviceAccountJson()
                + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  static void bind(Ringdown ringdown, TwilioAccount account, String identity, String token) {
    var answer =
        ringdown.admin(
            "POST",
            "/v1/accounts/" + account.sid + "/bindings",
            TwilioAccount.json(Map.of("channel", "fcm", "address", token, "identity", identity)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }
}
