package io.ringdown.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VapidAccessTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");

  private final VapidAccess access = new VapidAccess(VapidKeys.make(), "mailto:ops@acme.com");

  @ParameterizedTest
  @CsvSource({
    "https://Push.Example.com/send/abc?x=1, https://push.example.com",
    "https://push.example.com:443/, https://push.example.com",
    "https://push.example.com:8443/, https://push.example.com:8443",
    "https://[2001:db8::1]:8443/x, https://[2001:db8::1]:8443"
  })
  void aTokenIsForTheOriginOfTheEndpoint(String endpoint, String origin) throws Exception {
    assertThat(claims(access.authorization(URI.create(endpoint), NOW)))
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("aud", origin)
                .put("exp", NOW.getEpochSecond() + 12 * 3600)
                .put("sub", "mailto:ops@acme.com"));
  }

  @Test
  void endpointsOfOneOriginShareATokenAndNoOthersDo() {
    var one = access.authorization(URI.create("https://a.example.com/1"), NOW);

    assertThat(access.authorization(URI.create("https://a.example.com/2"), NOW)).isSameAs(one);
    assertThat(access.authorization(URI.create("https://b.example.com/1"), NOW)).isNotEqualTo(one);
    assertThat(access.authorization(URI.create("https://a.example.com/3"), NOW)).isSameAs(one);
  }

  @Test
  void aTokenIsMadeAnewAnHourBeforeItsEnd() {
    var endpoint = URI.create("https://a.example.com/1");
    var one = access.authorization(endpoint, NOW);

    assertThat(access.authorization(endpoint, NOW.plusSeconds(11 * 3600 - 1))).isSameAs(one);
    assertThat(access.authorization(endpoint, NOW.plusSeconds(11 * 3600))).isNotEqualTo(one);
  }

  @Test
  void originsThatNobodyUsesAreForgotten() {
    var often = URI.create("https://often.example.com/");
    var first = access.authorization(URI.create("https://first.example.com/"), NOW);
    var kept = access.authorization(often, NOW);
    Set<String> made = new HashSet<>();
    for (var i = 0; i < 300; i++) {
      made.add(access.authorization(URI.create("https://" + i + ".example.com/"), NOW));
      assertThat(access.authorization(often, NOW)).isSameAs(kept);
    }

    assertThat(made).hasSize(300);
    assertThat(access.authorization(URI.create("https://first.example.com/"), NOW))
        .isNotSameAs(first);
  }

  private static JsonNode claims(String authorization) throws Exception {
    var jwt = authorization.replaceFirst("^vapid t=", "").replaceFirst(", k=.*$", "");
    var mapper = new ObjectMapper();
    var claims = mapper.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]));
    assertThat(claims.path("exp").isIntegralNumber()).isTrue();
    return mapper
        .createObjectNode()
        .put("aud", claims.path("aud").asText())
        .put("exp", claims.path("exp").asLong())
        .put("sub", claims.path("sub").asText());
  }
}
