package io.ringdown.provider.fcm;

import java.time.Duration;
import java.util.Map;

/** A message as the fake FCM would hand it to a device. */
public record FcmArrival(
    String name,
    String token,
    Map<String, String> data,
    String priority,
    Duration ttl,
    boolean notification,
    boolean validateOnly) {}
