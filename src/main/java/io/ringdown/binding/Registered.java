package io.ringdown.binding;

/**
 * What became of a registration.
 *
 * @param binding as it is now
 * @param created whether it is new; false when one was there and was refreshed or moved
 */
public record Registered(Binding binding, boolean created) {}
