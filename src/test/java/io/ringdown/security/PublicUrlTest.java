package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.config.CidrBlock;
import io.ringdown.config.WebhookSettings;
import io.ringdown.security.RequestLine.Forwarding;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {
  private static final String PROXY = "10.1.2.3";
  private static final String STRANGER = "203.0.113.7";

  @Test
  void theSettingCountsMoreThanTheRequest() {
    var url = new PublicUrl(settings("https://calls.example.com/base"));

    assertThat(url.of(request(PROXY, "/calls/a%2Fb", "x=%20+", forwarded("host=evil.example"))))
        .isEqualTo("https://calls.example.com/base/calls/a%2Fb?x=%20+");
  }

  @Test
  void withoutSettingAndProxyTheRequestCounts() {
    var url = new PublicUrl(settings(null));

    assertThat(url.of(request(STRANGER, "/calls", null, Forwarding.NONE)))
        .isEqualTo("http://inner:8080/mounted/calls");
    assertThat(url.of(request(STRANGER, "/calls", "", Forwarding.NONE)))
        .isEqualTo("http://inner:8080/mounted/calls?");
  }

  @Test
  void aStrangersWordIsNotBelieved() {
    var url = new PublicUrl(settings(null));

    assertThat(url.of(request(STRANGER, "/a", null, forwarded("proto=https;host=evil.example"))))
        .isEqualTo("http://inner:8080/mounted/a");
    assertThat(url.of(request(STRANGER, "/a", null, xForwarded("https", "evil.example", "1"))))
        .isEqualTo("http://inner:8080/mounted/a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "proto=https;host=outer.example | https://outer.example",
        "PROTO=HTTPS;Host=outer.example:8443 | https://outer.example:8443",
        "for=1.2.3.4;proto=https;host=\"outer.example:8443\" | https://outer.example:8443",
        "for=\"[2001:db8::1]:99\" ; proto=https ; host=\"[2001:db8::2]\" | https://[2001:db8::2]",
        "host=evil.example;proto=ftp, host=outer.example;proto=https | https://outer.example",
        "host=evil.example, for=1.2.3.4;proto=https | https://inner:8080",
        "host=\"evil, host=evil.example\";proto=http, proto=https | https://inner:8080",
        "host=\"out\\er.example\" | http://outer.example",
        "proto=https | https://inner:8080",
        "host=outer.example,, | http://outer.example",
        "host=outer.example;host=second.example | http://outer.example"
      })
  void theNearestElementOfATrustedProxyIsBelieved(String header, String base) {
    var url = new PublicUrl(settings(null));

    assertThat(url.of(request(PROXY, "/a", "b", forwarded(header))))
        .isEqualTo(base + "/mounted/a?b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host=\"outer.example",
        "host=outer.example;garbage",
        "host=outer example",
        "=x",
        "host",
        "host=\"evil.example/path\"",
        "host=\"user@evil.example\"",
        "host=\"\"",
        "proto=ftp",
        ""
      })
  void whatIsNotWellFormedIsNotBelieved(String header) {
    assertThat(new PublicUrl(settings(null)).of(request(PROXY, "/a", null, forwarded(header))))
        .isEqualTo("http://inner:8080/mounted/a");
  }

  @Test
  void laterLinesOfAHeaderAreNearer() {
    var twoLines =
        new Forwarding(
            List.of("host=evil.example;x=\"", "host=outer.example;y=\"\""),
            List.of(),
            List.of(),
            List.of());
    var twoHosts =
        new Forwarding(
            List.of(), List.of(), List.of("evil.example", "far.example, outer.example"), List.of());

    assertThat(new PublicUrl(settings(null)).of(request(PROXY, "/a", null, twoLines)))
        .isEqualTo("http://outer.example/mounted/a");
    assertThat(new PublicUrl(settings(null)).of(request(PROXY, "/a", null, twoHosts)))
        .isEqualTo("http://outer.example/mounted/a");
  }

  @ParameterizedTest
  @CsvSource({
    "https, outer.example, 443, https://outer.example",
    "https, outer.example, 8443, https://outer.example:8443",
    "http, outer.example, 80, http://outer.example",
    "https, outer.example:8443, 443, https://outer.example:8443",
    "'http, https', 'evil.example, outer.example', '1, 8443', https://outer.example:8443",
    "https, [2001:db8::1], 8443, https://[2001:db8::1]:8443",
    "https, evil.example/x, 443, https://inner:8080",
    "ftp, outer.example, 99999999, http://outer.example",
    "https, '', x, https://inner:8080"
  })
  void theOlderHeadersAreBelievedLikewise(String proto, String host, String port, String base) {
    assertThat(
            new PublicUrl(settings(null))
                .of(request(PROXY, "/a", null, xForwarded(proto, host, port))))
        .isEqualTo(base + "/mounted/a");
  }

  @Test
  void forwardedCountsMoreThanTheOlderHeaders() {
    var both =
        new Forwarding(
            List.of("host=outer.example;proto=https"),
            List.of("http"),
            List.of("evil.example"),
            List.of("99"));

    assertThat(new PublicUrl(settings(null)).of(request(PROXY, "/a", null, both)))
        .isEqualTo("https://outer.example/mounted/a");
  }

  @Test
  void aTrustedProxyMayBeAMappedAddress() {
    assertThat(
            new PublicUrl(settings(null))
                .of(request("::ffff:10.1.2.3", "/a", null, forwarded("host=outer.example"))))
        .isEqualTo("http://outer.example/mounted/a");
  }

  private static WebhookSettings settings(@Nullable String publicUrl) {
    return new WebhookSettings(publicUrl, List.of(CidrBlock.parse("10.0.0.0/8")), true);
  }

  private static RequestLine request(
      String peer, String path, @Nullable String query, Forwarding forwarding) {
    return new RequestLine(peer, "http", "inner:8080", "/mounted", path, query, forwarding);
  }

  private static Forwarding forwarded(String line) {
    return new Forwarding(List.of(line), List.of(), List.of(), List.of());
  }

  private static Forwarding xForwarded(String proto, String host, String port) {
    return new Forwarding(List.of(), List.of(proto), List.of(host), List.of(port));
  }
}
