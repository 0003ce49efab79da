/**
 * Where values come from: the settings of the service, checked as one, and the files of the data
 * directory. Read once at the start by the wiring; every room may take its own settings from here,
 * and nobody else reads the environment. Knows no other room.
 */
@NullMarked
package io.ringdown.config;

import org.jspecify.annotations.NullMarked;
