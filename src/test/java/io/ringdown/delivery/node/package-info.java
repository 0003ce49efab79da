/** Tests of nodes that stand in for each other, on stepped time. */
@NullMarked
package io.ringdown.delivery.node;

import org.jspecify.annotations.NullMarked;
