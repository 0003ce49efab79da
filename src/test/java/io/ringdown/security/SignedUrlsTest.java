package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedUrlsTest {
  @ParameterizedTest
  @CsvSource({
    "https://h.com/a, https://h.com:443/a",
    "http://h.com/a, http://h.com:80/a",
    "HTTPS://h.com/a, HTTPS://h.com:443/a",
    "https://h.com:443/a, https://h.com/a",
    "https://h.com:8443/a, https://h.com/a",
    "http://h.com:443/a, http://h.com/a",
    "https://h.com, https://h.com:443",
    "https://h.com:8443, https://h.com",
    "https://h.com?a=b, https://h.com:443?a=b",
    "https://h.com:8443?a=b:9, https://h.com?a=b:9",
    "https://h.com/a:8443/b, https://h.com:443/a:8443/b",
    "https://h.com/a?b=https://x:9/, https://h.com:443/a?b=https://x:9/",
    "https://h.com/a@b:9, https://h.com:443/a@b:9",
    "https://u:p@h.com/a, https://u:p@h.com:443/a",
    "https://u:pa:ss@h.com/a, https://u:pa:ss@h.com:443/a",
    "https://u:pa:99@h.com/a, https://u:pa:99@h.com:443/a",
    "https://u:p@x@h.com:8443/a, https://u:p@x@h.com/a",
    "https://[2001:db8::1]/a, https://[2001:db8::1]:443/a",
    "https://[2001:db8::1]:8443/a, https://[2001:db8::1]/a",
    "https://u:p@[::1]:8443/a, https://u:p@[::1]/a",
    "https://h.com/a%2Fb%20c+%C3%BC?x=%2F, https://h.com:443/a%2Fb%20c+%C3%BC?x=%2F"
  })
  void eachUrlHasItsOtherPortForm(String url, String other) {
    assertThat(SignedUrls.of(url)).containsExactlyInAnyOrder(url, other);
  }

  @ParameterizedTest
  @CsvSource({
    "https://User:Pass@Calls.Example.COM/A, https://User:Pass@calls.example.com/A",
    "https://User:Pass@Calls.Example.COM/A, https://User:Pass@calls.example.com:443/A",
    "https://Calls.Example.COM:8443/A, https://calls.example.com/A"
  })
  void theHostMayHaveBeenInLowerCase(String url, String other) {
    assertThat(SignedUrls.of(url)).contains(url, other).hasSizeLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"''", "/calls", "://", "https://", "mailto:x@y:1"})
  void whatIsNoUrlDoesNoHarm(String text) {
    assertThat(SignedUrls.of(text)).contains(text);
  }
}
