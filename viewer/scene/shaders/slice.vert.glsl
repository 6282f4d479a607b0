// A sheet across a solid world, at a depth along one axis.
precision highp float;
precision highp int;

uniform mat4 projectionMatrix;
uniform mat4 viewMatrix;
uniform ivec3 shape;
uniform int axis;
uniform float depth;

in vec3 position; // corners of the unit square

out vec3 cellPoint;

void main() {
  vec3 corner = axis == 0 ? position.zxy : axis == 1 ? position.xzy : position.xyz;
  cellPoint = corner * vec3(shape);
  cellPoint[axis] = depth;
  vec3 scenePoint = (cellPoint - 0.5 * vec3(shape)) * vec3(1.0, -1.0, 1.0);
  gl_Position = projectionMatrix * viewMatrix * vec4(scenePoint, 1.0);
}
