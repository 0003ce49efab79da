/**
 * What is counted and measured, and the page that shows it to Prometheus. The heart and the doors
 * tell it through observers of their own; it asks lanes, clients and bindings when it is read.
 */
@NullMarked
package io.ringdown.app.metrics;

import org.jspecify.annotations.NullMarked;
