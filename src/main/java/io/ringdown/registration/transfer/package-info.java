/**
 * Bindings in bulk over HTTP: many changes at once, imports and exports of any length. Knows the
 * registration door's readers, and the store by its port only.
 */
@NullMarked
package io.ringdown.registration.transfer;

import org.jspecify.annotations.NullMarked;
