/**
 * The door for apps and operators alike: where a person can be reached, and what became of the
 * calls for them. Admins may see and touch all, an app only its own identity.
 */
@NullMarked
package io.ringdown.registration;

import org.jspecify.annotations.NullMarked;
