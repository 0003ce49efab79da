package io.ringdown.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEncryptionTest {
  /** The example of RFC 8291, section 5, with the keys of its appendix A. */
  @Test
  void theExampleOfTheStandardComesOut() {
    var receiver =
        Subscription.of(
                Map.of(
                    "p256dh",
                    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6"
                        + "SRpkNtoIAiw4",
                    "auth",
                    "BTBZMqHH6r4Tts7J_aSIgg"))
            .orElseThrow();
    var sender =
        new KeyPair(
            P256.publicKey(
                    bytes(
                        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
                            + "EqKK6PBru3jl7A8"))
                .orElseThrow(),
            P256.privateKey(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).orElseThrow());

    var body =
        MessageEncryption.encrypt(
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.US_ASCII),
            receiver,
            sender,
            bytes("DGv6ra1nlYgDCS1FRnbzlw"));

    assertThat(P256.text(body))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
                + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
                + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3993})
  void theBrowserReadsWhatWasSentAndTheBodyFitsAnyService(int length) throws Exception {
    var browser = new Browser();
    var plaintext = new byte[length];
    new Random(length).nextBytes(plaintext);

    var body =
        MessageEncryption.encrypt(
            plaintext, Subscription.of(browser.keys()).orElseThrow(), new Random(7));

    assertThat(browser.decrypt(body)).isEqualTo(plaintext);
    assertThat(body).hasSize(length + 103).hasSizeLessThanOrEqualTo(4096);
  }

  @Test
  void noTwoMessagesAreEncryptedAlike() {
    var receiver = Subscription.of(new Browser().keys()).orElseThrow();

    // even where the salt is the same
    assertThat(MessageEncryption.encrypt(new byte[5], receiver, new Random(1)))
        .isNotEqualTo(MessageEncryption.encrypt(new byte[5], receiver, new Random(1)));
  }

  private static byte[] bytes(String text) {
    return P256.bytes(text).orElseThrow();
  }
}
