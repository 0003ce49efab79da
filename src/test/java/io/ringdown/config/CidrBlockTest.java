package io.ringdown.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.168.1.128/25, 192.168.1.128, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 10.0.0.1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "fe80::/10, fe80::1%eth0, true",
    "fe80::/10, fe80:0:0:0:0:0:0:1%3, true",
    "::1, [::1], true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/8, ::ffff:0a01:0203, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
    "10.0.0.0/8, localhost, false",
    "10.0.0.0/8, '', false",
    "10.0.0.0/8, 10.0.0, false",
    "10.0.0.0/8, 010.0.0.1, false"
  })
  void containsWhatIsInIt(String block, String address, boolean contained) {
    assertThat(CidrBlock.parse(block).contains(address)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/08",
        "10.0.0.1/8",
        "10.0.0",
        "256.0.0.1",
        "::/129",
        "2001:db8::1/32",
        "::ffff:10.0.0.0/95",
        ":",
        "1:2",
        "10.0.0.0/8/8",
        "0x7f000001",
        "2130706433",
        "fe80::1%eth0/64",
        "[::1]"
      })
  void whatIsNoBlockIsRefused(String text) {
    assertThatThrownBy(() -> CidrBlock.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sameBlocksAreEqual() {
    assertThat(CidrBlock.parse("::ffff:10.0.0.1"))
        .isEqualTo(CidrBlock.parse("10.0.0.1/32"))
        .hasSameHashCodeAs(CidrBlock.parse("10.0.0.1/32"))
        .isNotEqualTo(CidrBlock.parse("10.0.0.0/31"))
        .hasToString("10.0.0.1/32");
  }
}
