/**
 * The door for apps and operators who say where a person can be reached: bindings made, read,
 * listed and deleted. Admins may touch all, an app only its own identity.
 */
@NullMarked
package io.ringdown.registration;

import org.jspecify.annotations.NullMarked;
