package io.ringdown.delivery.event;

/**
 * An event in its place among all of them.
 *
 * @param id larger than that of every event that was kept before, by any node
 */
public record KeptEvent(long id, Event event) {}
