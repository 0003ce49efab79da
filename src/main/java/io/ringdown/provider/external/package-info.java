/**
 * The way out for clients that are reached by other means. Found by the dispatcher; nothing leaves
 * from here.
 */
@NullMarked
package io.ringdown.provider.external;

import org.jspecify.annotations.NullMarked;
