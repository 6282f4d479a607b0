// Shades a face of a cube exactly as the volume shades it.
in vec3 cellPoint;
flat in ivec3 cell;
flat in ivec3 face;
flat in uint state;
out vec4 color;

void main() {
  color = vec4(shadeFace(cell, state, face, cellPoint), 1.0);
}
