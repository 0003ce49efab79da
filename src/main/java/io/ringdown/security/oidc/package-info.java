/**
 * The company's issuer: judges its bearers, and holds its keys. Asked by the door-keeper; reaches
 * the issuer through a port, which the application gives.
 */
@NullMarked
package io.ringdown.security.oidc;

import org.jspecify.annotations.NullMarked;
