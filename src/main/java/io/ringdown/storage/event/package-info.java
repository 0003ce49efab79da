/** Where events wait some minutes for those who come back. */
@org.jspecify.annotations.NullMarked
package io.ringdown.storage.event;
