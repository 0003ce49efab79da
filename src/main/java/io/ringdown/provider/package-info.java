/**
 * What all ways out share: reading the payload, calling out over HTTP, naming what went wrong. Used
 * by the providers, which never see each other; knows the heart.
 */
@NullMarked
package io.ringdown.provider;

import org.jspecify.annotations.NullMarked;
