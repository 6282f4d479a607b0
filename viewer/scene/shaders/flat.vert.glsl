// The sheet of a flat world: cell space has x right and y down.
precision highp float;
precision highp int;

uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;
uniform ivec2 shape;

in vec3 position; // corners of the unit square

out vec2 cellPoint;

void main() {
  cellPoint = position.xy * vec2(shape);
  vec2 scenePoint = (cellPoint - 0.5 * vec2(shape)) * vec2(1.0, -1.0);
  gl_Position = projectionMatrix * viewMatrix * vec4(scenePoint, 0.0, 1.0);
}
