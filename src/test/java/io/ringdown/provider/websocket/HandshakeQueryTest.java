package io.ringdown.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringdown.binding.DeviceId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeQueryTest {
  @ParameterizedTest
  @CsvSource({
    "device_id=one, one",
    "device_id=ger%C3%A4t, ger\u00e4t",
    "device_id=%e6%97%a5%E6%9C%AC, \u65e5\u672c",
    "device_id=%F0%9F%98%80, \ud83d\ude00",
    "device_id=a+b%20c%2Bd, a b c+d",
    "device_id=a|b{c}, a|b{c}",
    "device_id=a=b, a=b",
    "device%5Fid=one, one",
    "x=1&&device_id=one&device_id=two&y, one"
  })
  void deviceIdIsPercentEncodedUtf8(String query, String deviceId) {
    assertThat(HandshakeQuery.deviceId(query)).contains(new DeviceId(deviceId));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "x=1", "&", "Device_id=one"})
  void deviceIdMayBeMissing(@Nullable String query) {
    assertThat(HandshakeQuery.deviceId(query)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "device_id",
        "device_id=",
        "device_id=%",
        "device_id=%4",
        "device_id=%zz",
        "device_id=%+1",
        "device_id=%C3",
        "device_id=ger%E4t",
        "device_id=%C0%80",
        "device_id=%ED%A0%80",
        "device_id=%0A",
        "device_id=ger\u00e4t",
        "device_id=one&x=%"
      })
  void whatIsMalformedIsRefused(String query) {
    assertThatIllegalArgumentException().isThrownBy(() -> HandshakeQuery.deviceId(query));
  }

  @Test
  void deviceIdIsAsLongAsInABinding() {
    var longest = "%C3%A4".repeat(DeviceId.MAX_LENGTH);

    assertThat(HandshakeQuery.deviceId("device_id=" + longest)).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HandshakeQuery.deviceId("device_id=x" + longest));
  }
}
