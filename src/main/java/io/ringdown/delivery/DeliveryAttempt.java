package io.ringdown.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One try to deliver, for the record.
 *
 * @param at when it began
 * @param took how long the provider needed
 */
public record DeliveryAttempt(
    Delivery delivery, Instant at, Duration took, DeliveryOutcome outcome) {}
