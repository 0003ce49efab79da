package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.config.CidrBlock;
import io.ringdown.config.WebhookSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private final ClientAddress addresses =
      new ClientAddress(
          new WebhookSettings(
              null,
              List.of(
                  CidrBlock.parse("10.0.0.0/8"),
                  CidrBlock.parse("203.0.113.7"),
                  CidrBlock.parse("fd00::/8")),
              true));

  @ParameterizedTest
  @CsvSource({
    "198.51.100.4,198.51.100.4",
    "::ffff:198.51.100.4,198.51.100.4",
    "2001:db8:1:2:3:4:5:6,2001:db8:1:2:0:0:0:0/64",
    "'[2001:db8:1:2::9]',2001:db8:1:2:0:0:0:0/64"
  })
  void peerIsTheClientWhenItIsNoProxyOfOurs(String peer, String key) {
    assertThat(addresses.of(peer, List.of(), List.of("192.0.2.1"))).contains(key);
    assertThat(addresses.of(peer, List.of("for=192.0.2.1"), List.of())).contains(key);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1",
    "'6.6.6.6, 192.0.2.1',192.0.2.1",
    "'6.6.6.6, 192.0.2.1, 203.0.113.7',192.0.2.1",
    "'6.6.6.6, 192.0.2.1:4711, 203.0.113.7, 10.9.9.9',192.0.2.1",
    "'2001:db8::1',2001:db8:0:0:0:0:0:0/64"
  })
  void proxiesAreBelievedFromTheNearestOutwards(String line, String key) {
    assertThat(addresses.of("10.1.2.3", List.of(), List.of(line))).contains(key);
    assertThat(addresses.of("10.1.2.3", List.of(), List.of("6.6.6.6", line))).contains(key);
  }

  @Test
  void standardHeaderGoesBeforeTheOther() {
    var forwarded = List.of("for=6.6.6.6, for=\"[2001:db8:1::9]:4711\";proto=https, for=10.2.2.2");

    assertThat(addresses.of("fd00::1", forwarded, List.of("192.0.2.1")))
        .contains("2001:db8:1:0:0:0:0:0/64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "fd12::1",
        "fe80::1%eth0",
        "unix:"
      })
  void whatIsNotOfThePublicInternetIsNobody(String peer) {
    assertThat(addresses.of(peer, List.of(), List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "_hidden", "", "256.1.1.1", "example.com", "[", "\"open"})
  void whatIsNoAddressEndsTheSearch(String hop) {
    assertThat(addresses.of("203.0.113.7", List.of(), List.of("6.6.6.6, " + hop)))
        .isEqualTo(Optional.of("203.0.113.7"));
    assertThat(addresses.of("203.0.113.7", List.of("for=" + hop), List.of()))
        .isEqualTo(Optional.of("203.0.113.7"));
  }
}
