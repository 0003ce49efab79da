/**
 * What happens to calls, deliveries and bindings, told to whoever listens, on whichever node.
 * Called by the doors and around the stores; knows the stores by their ports only.
 */
@org.jspecify.annotations.NullMarked
package io.ringdown.delivery.event;
