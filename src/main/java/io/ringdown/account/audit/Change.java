package io.ringdown.account.audit;

import java.time.Instant;

/** That somebody changes something now: what a store needs to write it down with the change. */
public record Change(Actor by, Instant at) {}
